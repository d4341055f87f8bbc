import { CfnDomainName, DomainName, EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { ApiDomain, TlsPolicy } from './edge-options';
import { fail } from '../private/imports';

/** Puts a name of the caller's before the stage. Returns the base URL by that name, with a trailing slash. */
export function addDomain(scope: Construct, restApi: RestApi, domain: ApiDomain, tlsPolicy: TlsPolicy): string {
  const { domainName, certificate, hostedZone, basePath } = domain;
  if (basePath !== undefined && !/^[\w.~$+!*'()-]+$/.test(basePath)) {
    fail(scope, `the base path ${JSON.stringify(basePath)} is not one segment of a path: take something like 'v1', without a slash`);
  }
  const name = new DomainName(scope, 'Domain', { domainName, certificate, endpointType: EndpointType.REGIONAL });
  name.addBasePathMapping(restApi, { basePath, stage: restApi.deploymentStage });
  const definition = name.node.defaultChild as CfnDomainName;
  definition.securityPolicy = tlsPolicy;
  definition.endpointAccessMode = 'BASIC';
  if (hostedZone) {
    new ARecord(scope, 'DomainRecord', { zone: hostedZone, recordName: `${domainName}.`, target: RecordTarget.fromAlias(new ApiGatewayDomain(name)) });
  }
  return `https://${domainName}/${basePath === undefined ? '' : `${basePath}/`}`;
}
