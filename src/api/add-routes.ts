import { IModel, LambdaIntegration, MethodOptions, Model, RequestValidator, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { Cors, preflightOf } from './cors';
import { gatewayModel } from './gateway-model';
import { Route } from './routes';

/** The two validators of the gateway. */
export interface Validators {
  readonly body: RequestValidator;
  readonly parameters: RequestValidator;
}

/** Creates a resource and a method for each entry of the route table, and the preflights of the resources. */
export function addRoutes(
  scope: Construct, restApi: RestApi, routes: readonly Route[],
  integration: LambdaIntegration, auth: (route: Route) => MethodOptions, validators: Validators, cors?: Cors,
): void {
  for (const route of routes) {
    const model: IModel | undefined = route.body && new Model(scope, `${route.operation}Body`, {
      restApi,
      contentType: 'application/json',
      schema: gatewayModel(route.body),
    });
    restApi.root.resourceForPath(route.path).addMethod(route.method, integration, {
      ...auth(route),
      operationName: route.operation,
      requestParameters: Object.fromEntries((route.query ?? []).map((name) => [`method.request.querystring.${name}`, false])),
      requestModels: model && { 'application/json': model },
      requestValidator: model ? validators.body : validators.parameters,
    });
  }
  if (!cors) return;
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method).filter((method) => cors.methods.includes(method));
    if (methods.length > 0) restApi.root.resourceForPath(path).addCorsPreflight(preflightOf(cors, methods));
  }
}
