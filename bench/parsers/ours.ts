import { race } from './race';
import { csvParser } from '../../lambda-src/core/records/csv';

void race<string>({
  read: (chunks, take) => {
    const parser = csvParser({
      row: take,
      reject: ({ line, message }) => { throw new Error(`line ${line}: ${message}`); },
    });
    for (const chunk of chunks) parser.push(chunk);
    parser.end();
  },
  isRow: (row, n, corpus) => row === corpus.json(n),
});
