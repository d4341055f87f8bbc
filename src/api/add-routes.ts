import { IModel, LambdaIntegration, MethodOptions, Model, RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { ROUTES } from './routes';
import { Right } from '../contract';

/** The two validators of the gateway. */
export interface Validators {
  readonly body: RequestValidator;
  readonly parameters: RequestValidator;
}

/** Creates a resource and a method for each entry of the route table. */
export function addRoutes(
  scope: Construct, restApi: RestApi, integration: LambdaIntegration, auth: (right: Right) => MethodOptions, validators: Validators,
): void {
  for (const route of ROUTES) {
    const model: IModel | undefined = route.body && new Model(scope, `${route.operation}Body`, {
      restApi,
      contentType: 'application/json',
      schema: route.body,
    });
    restApi.root.resourceForPath(route.path).addMethod(route.method, integration, {
      ...auth(route.right),
      operationName: route.operation,
      requestParameters: Object.fromEntries((route.query ?? []).map((name) => [`method.request.querystring.${name}`, false])),
      requestModels: model && { 'application/json': model },
      requestValidator: model ? validators.body : validators.parameters,
    });
  }
}
