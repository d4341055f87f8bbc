import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Route } from './routes';
import { Right } from '../contract';

/** Lets a principal call the routes that ask for one of the rights, each by its method and path. */
export function grantRoutes(restApi: RestApi, grantee: IGrantable, routes: readonly Route[], rights: readonly Right[]): Grant {
  const stage = restApi.deploymentStage.stageName;
  return Grant.addToPrincipal({
    grantee,
    actions: ['execute-api:Invoke'],
    resourceArns: routes.filter(({ right }) => rights.includes(right))
      .map(({ method, path }) => restApi.arnForExecuteApi(method, path.replace(/\{[^}]+\}/g, '*'), stage)),
  });
}
