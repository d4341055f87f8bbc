/** The least severe message that a function logs. */
export enum LogLevel {
  /** Every step of every object. */
  DEBUG = 'DEBUG',
  /** One line per object and request. */
  INFO = 'INFO',
  /** What went wrong and was mended. */
  WARN = 'WARN',
  /** What needs somebody. */
  ERROR = 'ERROR',
}
