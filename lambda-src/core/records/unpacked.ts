import { Lines } from './lines';
import { UnreadableFile } from './parser';

/** How far a compressed file was read, on both sides of the decoder. */
export class Unpacked {
  /** Bytes that the decoder was given. */
  given = 0;
  private bytes = 0;
  private readonly lines = new Lines();

  /** @param format what the file calls itself */
  constructor(private readonly format: string) {}

  /** Takes note of what the decoder gave back. */
  add(piece: Buffer): void {
    this.lines.advance({ text: piece.toString('latin1'), base: this.bytes }, piece.length);
    this.bytes += piece.length;
  }

  cutOff(): UnreadableFile {
    return this.unreadable(`is cut off after ${this.given} bytes`);
  }

  damaged(why: string): UnreadableFile {
    return this.unreadable(`is damaged within its first ${this.given} bytes (${why})`);
  }

  /** At the place in the text that was reached. */
  unreadable(what: string): UnreadableFile {
    const message = `the ${this.format} ${what}: compress the file again and upload the whole of it`;
    return new UnreadableFile(this.lines.error({ text: '', base: this.bytes }, 0, message));
  }
}
