import { recipe } from './shared/recipe';

/** The usual recipe: every value is a string, as the file has it. */
export const handler = recipe((record) => record);
