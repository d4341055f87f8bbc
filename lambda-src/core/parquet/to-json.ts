import { isUtf8 } from 'node:buffer';
import type { SchemaElement } from './hyparquet';
import type { ByteString } from '../records/parser';

/** A value of a column as JSON text; undefined where JSON cannot say it. */
export type ToJson = (value: unknown) => ByteString | undefined;

const DAY_MS = 86_400_000;
/** The first day that JavaScript's calendar has, and the last. */
const MAX_DAYS = 100_000_000;
const DIGITS: Record<string, number> = { MILLIS: 3, MICROS: 6, NANOS: 9 };
/** Julian day of 1970-01-01. */
const EPOCH_JULIAN = 2_440_588n;

/**
 * How values of a column become JSON, digit for digit: integers and decimals are numbers; dates, times and timestamps are ISO 8601 with as many digits of a second
 * as their unit has; UUIDs are UUIDs; other bytes are base64. What JSON has no number for is a string: `"NaN"`, `"Infinity"`, `"-Infinity"`.
 */
export function toJsonOf({ type, converted_type: converted, logical_type: logical, scale }: SchemaElement): ToJson {
  const kind = logical?.type;
  if (kind === 'DECIMAL' || converted === 'DECIMAL') {
    const digits = (logical as { scale?: number } | undefined)?.scale ?? scale ?? 0;
    return value => decimal(typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : signed(value as Uint8Array), digits);
  }
  if (kind === 'DATE' || converted === 'DATE') return value => date(Number(value));
  if (kind === 'TIMESTAMP') {
    const { unit, isAdjustedToUTC } = logical as { unit: string; isAdjustedToUTC: boolean };
    return value => timestamp(BigInt(value as bigint), DIGITS[unit], isAdjustedToUTC);
  }
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') {
    return value => timestamp(BigInt(value as bigint), converted === 'TIMESTAMP_MILLIS' ? 3 : 6, true);
  }
  if (kind === 'TIME' || converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') {
    const unit = (logical as { unit?: string } | undefined)?.unit ?? (converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS');
    return value => `"${time(BigInt(value as bigint | number), DIGITS[unit])}"`;
  }
  if (kind === 'INTEGER' ? !(logical as { isSigned: boolean }).isSigned : converted?.startsWith('UINT_') === true) return unsigned;
  switch (type) {
    case 'BOOLEAN': return value => value ? 'true' : 'false';
    case 'INT32':
    case 'INT64': return String;
    case 'INT96': return value => int96(value as bigint);
    case 'FLOAT':
    case 'DOUBLE': return value => floating(value as number);
    default: return bytesToJson(kind, converted);
  }
}

function bytesToJson(kind: string | undefined, converted: string | undefined): ToJson {
  if (kind === 'UUID') return value => `"${Buffer.from(value as Uint8Array).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}"`;
  if (kind === 'FLOAT16') return value => floating(float16(value as Uint8Array));
  if (converted === 'INTERVAL') return value => interval(value as Uint8Array);
  if (kind === 'STRING' || kind === 'ENUM' || kind === 'JSON' || converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON') {
    return value => {
      const bytes = bufferOf(value as Uint8Array);
      return isUtf8(bytes) ? JSON.stringify(bytes.toString('latin1')) : undefined;
    };
  }
  return value => `"${bufferOf(value as Uint8Array).toString('base64')}"`;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function unsigned(value: unknown): ByteString {
  return typeof value === 'bigint' ? String(BigInt.asUintN(64, value)) : String(Number(value) < 0 ? Number(value) + 2 ** 32 : value);
}

/** Two's complement, highest byte first. */
function signed(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bufferOf(bytes).toString('hex')}`));
}

function decimal(unscaled: bigint, scale: number): ByteString {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return scale > 0 ? `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}` : sign + digits + '0'.repeat(-scale);
}

function floating(value: number): ByteString {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
  return `"${value}"`;
}

function float16(bytes: Uint8Array): number {
  const bits = bytes[0] + bytes[1] * 256;
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(bits / 1024) % 32;
  const fraction = bits % 1024;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * 2 ** -14 * (fraction / 1024) : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** As ISO 8601 has it: four digits of a year, or a sign and six. */
function day(days: number): string | undefined {
  return Math.abs(days) <= MAX_DAYS ? new Date(days * DAY_MS).toISOString().replace(/T.*/, '') : undefined;
}

function date(days: number): ByteString | undefined {
  const text = day(days);
  return text === undefined ? undefined : `"${text}"`;
}

/** Time of a day from so many units of a second with so many digits. */
function time(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const seconds = Number(units / perSecond);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${String(units % perSecond).padStart(digits, '0')}`;
}

function timestamp(units: bigint, digits: number, utc: boolean): ByteString | undefined {
  const perDay = 86_400n * 10n ** BigInt(digits);
  const rest = ((units % perDay) + perDay) % perDay;
  const text = day(Number((units - rest) / perDay));
  return text === undefined ? undefined : `"${text}T${time(rest, digits)}${utc ? 'Z' : ''}"`;
}

/** Nanoseconds of a day and a Julian day, which older writers have for timestamps. */
function int96(value: bigint): ByteString | undefined {
  const days = BigInt.asIntN(32, value / 2n ** 64n) - EPOCH_JULIAN;
  return timestamp(days * 86_400_000_000_000n + BigInt.asUintN(64, value), 9, false);
}

/** Months, days and milliseconds, as an ISO 8601 duration. */
function interval(bytes: Uint8Array): ByteString {
  const buffer = bufferOf(bytes);
  const ms = buffer.readUInt32LE(8);
  return `"P${buffer.readUInt32LE(0)}M${buffer.readUInt32LE(4)}DT${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}S"`;
}
