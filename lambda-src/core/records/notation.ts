import type { ByteString } from './parser';

/**
 * How the JSON text of a row is written down for who stores it. Texts that are put together are written as what they are written as is put together; so whatever is the same for all rows
 * (braces, names, quotes) is written once, and of a row's values only those that hold something to be escaped.
 */
export interface Notation {
  write(json: ByteString): ByteString;
  /** What `write` was given. */
  read(text: ByteString): ByteString;
}

/** As it is. */
export const PLAIN: Notation = { write: json => json, read: text => text };

/** As the inside of a JSON string: what DynamoDB's JSON has between the quotes of a string attribute. */
export const QUOTED: Notation = {
  write: json => JSON.stringify(json).slice(1, -1),
  read: text => JSON.parse(`"${text}"`) as ByteString,
};
