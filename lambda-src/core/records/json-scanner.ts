import { Byte, isJsonSpace } from './bytes';
import { beginNumber, continueNumber, isWholeNumber, NumberState } from './json-number';
import { MAX_TRACKED_DEPTH } from './limits';

type State = 'value' | 'firstValue' | 'key' | 'firstKey' | 'colon' | 'next' | 'string' | 'escape' | 'hex' | 'number' | 'word';

const NAME = 'expected a name in quotes';
const VALUE = 'expected a value';
/** 1 for the bytes that a string goes on with. */
const PLAIN = new Uint8Array(256).fill(1, Byte.SPACE).fill(0, Byte.QUOTE, Byte.QUOTE + 1).fill(0, Byte.BACKSLASH, Byte.BACKSLASH + 1);
const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));
const HEX = new Set(Buffer.from('0123456789abcdefABCDEF'));
const WORDS = new Map(['true', 'false', 'null'].map(word => [word.charCodeAt(0), word]));

/**
 * Follows one JSON value (RFC 8259) byte by byte and finds its end or its first fault. It keeps nothing of the value and no call
 * stack, and goes on in the next region where the last one ended.
 */
export class JsonScanner {
  /** Whether the value is complete. */
  done = false;
  /** What is wrong with the byte that the last scan stopped at, or empty. */
  fault = '';
  /** The deepest nesting so far; a number or string alone has 0. */
  deepest = 0;
  /** Names of the value's own, so far. */
  members = 0;

  private state: State = 'value';
  private isKey = false;
  private readonly closers: number[] = [];
  private number: NumberState = 'zero';
  private word = '';
  private left = 0;

  /** Makes ready for another value. */
  reset(): void {
    this.done = false;
    this.fault = '';
    this.deepest = 0;
    this.members = 0;
    this.state = 'value';
    this.closers.length = 0;
  }

  /** Returns the index behind the value, or that of the fault, or `to` where the value goes on. */
  scan(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && !this.done && this.fault === '') {
      switch (this.state) {
        case 'string': at = this.inString(bytes, at, to); break;
        case 'number': at = this.inNumber(bytes, at, to); break;
        case 'escape': at = this.inEscape(bytes[at], at); break;
        case 'hex': at = this.inHex(bytes[at], at); break;
        case 'word': at = this.inWord(bytes[at], at); break;
        default: at = isJsonSpace(bytes[at]) ? at + 1 : this.token(bytes[at], at);
      }
    }
    return at;
  }

  /** Says that the text ends here: a number alone knows its end by nothing else. */
  finish(): void {
    if (this.state === 'number' && this.closers.length === 0 && isWholeNumber(this.number)) this.done = true;
    else if (!this.done && this.fault === '') this.fault = 'the text ends before the value does';
  }

  private token(byte: number, at: number): number {
    switch (this.state) {
      case 'next':
        if (byte !== Byte.COMMA) return this.close(byte, at, 'expected a comma or a closing bracket');
        this.state = this.closers[this.closers.length - 1] === Byte.CLOSE_BRACE ? 'key' : 'value';
        return at + 1;
      case 'colon':
        if (byte !== Byte.COLON) return this.fail(at, 'expected a colon');
        this.state = 'value';
        return at + 1;
      case 'firstKey':
      case 'key':
        if (byte !== Byte.QUOTE) return this.state === 'key' ? this.fail(at, NAME) : this.close(byte, at, NAME);
        return this.openString(at, true);
      case 'firstValue':
        if (byte === Byte.CLOSE_BRACKET) return this.close(byte, at, VALUE);
        return this.begin(byte, at);
      default:
        return this.begin(byte, at);
    }
  }

  private begin(byte: number, at: number): number {
    if (byte === Byte.QUOTE) return this.openString(at, false);
    if (byte === Byte.OPEN_BRACE) return this.open(at, Byte.CLOSE_BRACE, 'firstKey');
    if (byte === Byte.OPEN_BRACKET) return this.open(at, Byte.CLOSE_BRACKET, 'firstValue');
    const number = beginNumber(byte);
    const word = WORDS.get(byte);
    if (number !== undefined) {
      this.number = number;
      this.state = 'number';
    } else if (word !== undefined) {
      this.word = word;
      this.left = word.length - 1;
      this.state = 'word';
    } else {
      return this.fail(at, VALUE);
    }
    return at + 1;
  }

  private openString(at: number, isKey: boolean): number {
    this.isKey = isKey;
    if (isKey && this.closers.length === 1) this.members++;
    this.state = 'string';
    return at + 1;
  }

  private open(at: number, closer: number, state: State): number {
    if (this.closers.length === MAX_TRACKED_DEPTH) return this.fail(at, `nested deeper than ${MAX_TRACKED_DEPTH} levels`);
    this.deepest = Math.max(this.deepest, this.closers.push(closer));
    this.state = state;
    return at + 1;
  }

  private close(byte: number, at: number, otherwise: string): number {
    if (byte !== this.closers[this.closers.length - 1]) return this.fail(at, otherwise);
    this.closers.pop();
    return this.ended(at + 1);
  }

  /** A value ended before this index. */
  private ended(at: number): number {
    this.state = 'next';
    this.done = this.closers.length === 0;
    return at;
  }

  private inString(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && PLAIN[bytes[at]] === 1) at++;
    if (at === to) return at;
    if (bytes[at] === Byte.BACKSLASH) {
      this.state = 'escape';
    } else if (bytes[at] !== Byte.QUOTE) {
      return this.fail(at, 'a control character inside a string: escape it, or close the string');
    } else if (this.isKey) {
      this.state = 'colon';
    } else {
      return this.ended(at + 1);
    }
    return at + 1;
  }

  private inEscape(byte: number, at: number): number {
    if (byte !== Byte.LOWER_U && !ESCAPES.has(byte)) return this.fail(at, 'an escape that JSON does not have');
    this.left = 4;
    this.state = byte === Byte.LOWER_U ? 'hex' : 'string';
    return at + 1;
  }

  private inHex(byte: number, at: number): number {
    if (!HEX.has(byte)) return this.fail(at, 'expected four hexadecimal digits');
    if (--this.left === 0) this.state = 'string';
    return at + 1;
  }

  private inWord(byte: number, at: number): number {
    if (byte !== this.word.charCodeAt(this.word.length - this.left)) return this.fail(at, VALUE);
    return --this.left === 0 ? this.ended(at + 1) : at + 1;
  }

  private inNumber(bytes: Buffer, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const next = continueNumber(this.number, bytes[at]);
      if (next === undefined) return isWholeNumber(this.number) ? this.ended(at) : this.fail(at, 'expected a digit');
      this.number = next;
    }
    return to;
  }

  private fail(at: number, message: string): number {
    this.fault = message;
    return at;
  }
}
