import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { ORDER_SCHEMA } from '../order-schema';
import { recipe } from './shared/recipe';

const ajv = new Ajv({ coerceTypes: true });
addFormats(ajv);
const isOrder = ajv.compile(ORDER_SCHEMA);

/** The usual recipe with the usual validator, which turns the texts of CSV into what the schema says. */
export const handler = recipe((record) => {
  if (!isOrder(record)) throw new Error(ajv.errorsText(isOrder.errors));
  return record;
});
