import { Construct } from 'constructs';
import { ApiOptions } from './api-options';
import { fail } from '../private/imports';

/** Refuses options that exclude each other. */
export function checkEdge(scope: Construct, props: ApiOptions): void {
  const behindWaf: [string, unknown][] = [
    ['allowedIpRanges', props.allowedIpRanges], ['wafManagedGroups', props.wafManagedGroups], ['wafLogging', props.wafLogging || undefined],
  ];
  const idle = behindWaf.find(([, value]) => value !== undefined);
  if (!(props.waf ?? true) && idle) fail(scope, `${idle[0]} is a part of the web ACL, and there is none: set waf to true`);
  if (props.vpcEndpoints?.length === 0) fail(scope, 'vpcEndpoints is empty, so that nobody could call the API: name an endpoint, or leave it out');
  if (props.vpcEndpoints && props.domain) fail(scope, 'a private API cannot have a regional domain: leave out domain or vpcEndpoints');
  if (props.disableExecuteApiEndpoint && !props.domain) {
    fail(scope, 'disableExecuteApiEndpoint leaves the API without a name to call it by: pass a domain');
  }
}
