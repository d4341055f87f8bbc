import { existsSync } from 'fs';
import { join } from 'path';
import { Construct } from 'constructs';
import { ProcessingOptions } from './processing-options';
import { fail } from '../private/imports';
import { Records } from '../records/records';

/** Refuses a transform that would not be found, or that nothing would call. */
export function checkTransform(scope: Construct, { transform, function: own }: ProcessingOptions, records: Records): void {
  if (transform === undefined) return;
  if (own) fail(scope, 'processing has a function of yours and a transform, which the library\'s own handler alone would call: leave one of them out');
  if (!records.readsContent) fail(scope, 'processing.transform is given and no record is read: take Records.rows or Records.upsert, or leave it out');
  if (!existsSync(join(transform, 'index.mjs'))) {
    fail(scope, `processing.transform is ${JSON.stringify(transform)}, which is no folder with an index.mjs: name the folder that holds it`);
  }
}
