import { inferSchema, initParser, type Parser as Udsv } from 'udsv';
import { race } from './race';

void race<string[]>({
  read: (chunks, take) => {
    const decoder = new TextDecoder();
    let parser: Udsv | undefined;
    const read = (text: string): void => {
      if (text === '') return;
      parser ??= initParser(inferSchema(text));
      parser.chunk(text, parser.stringArrs, take);
    };
    for (const chunk of chunks) read(decoder.decode(chunk, { stream: true }));
    read(decoder.decode());
    parser?.end();
  },
  isRow: (row, n, corpus) => corpus.isText(row, n),
});
