import { JsonSchema, JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';

/**
 * A schema as the gateway gets it: of draft-04, and without patterns and formats, because the gateway's regular expressions are of another
 * dialect than those of the handler, which is the authority. What the gateway lets through that the handler refuses costs an invocation; what it refused wrongly would be lost.
 */
export function gatewayModel(schema: JsonSchema): JsonSchema {
  const { type, pattern, format, not, description, properties, items, anyOf, allOf, oneOf, ...rest } = schema;
  const all = (schemas: JsonSchema[] | undefined) => schemas?.map(gatewayModel);
  return {
    ...rest,
    // 1.0 is an integer of newer dialects, and none of draft-04.
    type: type === JsonSchemaType.INTEGER ? JsonSchemaType.NUMBER : type,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, gatewayModel(property)])) }),
    ...(items && { items: Array.isArray(items) ? all(items) : gatewayModel(items) }),
    ...(anyOf && { anyOf: all(anyOf) }),
    ...(allOf && { allOf: all(allOf) }),
    ...(oneOf && { anyOf: all(oneOf) }),
  };
}
