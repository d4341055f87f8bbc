import * as Papa from 'papaparse';
import { race } from './race';

void race<string[]>({
  // Its fastest form: the whole file as one text.
  read: (chunks, take) => {
    const { data: [, ...rows] } = Papa.parse<string[]>(Buffer.concat([...chunks]).toString(), { skipEmptyLines: true });
    rows.forEach(take);
  },
  isRow: (row, n, corpus) => corpus.isText(row, n),
});
