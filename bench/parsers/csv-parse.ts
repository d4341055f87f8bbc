import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { race } from './race';

/** As lists of values, which is its fastest form, though the bench's own parser makes JSON of each row. */
void race<string[]>({
  read: (chunks, take) => new Promise((resolve, reject) => {
    Readable.from(chunks).pipe(parse({ bom: true, from: 2 })).on('data', take).once('end', resolve).once('error', reject);
  }),
  isRow: (row, n, corpus) => corpus.isText(row, n),
});
