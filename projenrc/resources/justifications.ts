/** Why there are resources of a type at a place. */
export interface Justification {
  readonly type: string;
  /** Which of the type: the path below the stack. */
  readonly path: RegExp;
  readonly why: string;
}

const because = (type: string, path: RegExp, why: string): Justification => ({ type, path, why });

/** Every resource that a preset makes is one of these, and each of these is made by some preset. */
export const JUSTIFICATIONS: readonly Justification[] = [
  because('AWS::S3::Bucket', /Source\/Bucket/, 'where files land: the truth that everything else follows'),
  because('AWS::S3::Bucket', /Source\/AccessLogs/, 'who read and wrote the files (AwsSolutions-S1); S3 writes its access logs into a bucket only'),
  because('AWS::S3::Bucket', /Source\/Quarantine/, 'the rejected records, word for word; only where records are read'),
  because('AWS::S3::BucketPolicy', /./, 'refuses what is not TLS, one for each bucket; lets S3 write logs into the one for them'),
  because('AWS::SQS::Queue', /Source\/Queue/, 'between bucket and function: buffers, bounds, retries'),
  because('AWS::SQS::Queue', /Source\/DeadLetterQueue/, 'keeps what failed five times, until it is redriven'),
  because('AWS::SQS::QueuePolicy', /./, 'refuses what is not TLS, one for each queue; lets the bucket of this account send'),
  because('AWS::DynamoDB::Table', /./, 'ledger and rows, one table for both'),
  because('AWS::Backup::BackupPlan', /./, 'backups that outlive the table (HIPAA, NIST, PCI): when, and for how long'),
  because('AWS::Backup::BackupSelection', /./, 'what is backed up: the table'),
  because('AWS::Backup::BackupVault', /./, 'where backups are, under the caller\'s key'),
  because('AWS::Lambda::Function', /Processor\/Function/, 'reads files and writes rows'),
  because('AWS::Lambda::Function', /Api\/Function/, 'answers the API: reads the table, signs uploads, and can write no row'),
  because('AWS::Lambda::Function', /Maintenance\/Function/, 'reconciles, sweeps, replays, redrives; rights that neither of the others should have'),
  because('AWS::Lambda::Function', /AccountLogging\/Function/, 'sets API Gateway\'s logging role of the account where none is; without it the stage\'s logs cannot be made'),
  because('AWS::Lambda::Function', /CustomResourceProvider/, 'empties the bucket when the stack goes; CloudFormation deletes empty ones only'),
  because('AWS::Lambda::EventSourceMapping', /./, 'hands messages to the function that reads files'),
  because('AWS::Lambda::Permission', /ApiPermission\./, 'the stage may invoke the function, for each method by itself'),
  because('AWS::Lambda::Permission', /Maintenance\/(Sweep|Reconcile)Permission/, 'the schedule may invoke the function, for each schedule'),
  because('AWS::Events::Rule', /Reconcile/, 'daily: what no event told of'),
  because('AWS::Events::Rule', /Sweep/, 'daily: rows of replaced versions, which nobody sees'),
  because('AWS::Logs::LogGroup', /(Processor|Api|Maintenance|AccountLogging)\/Logs/, 'logs of one function, with a retention; Lambda would make it without one'),
  because('AWS::Logs::LogGroup', /AccessLogs/, 'access log of the API (AwsSolutions-APIG1)'),
  because('AWS::Logs::LogGroup', /WebAclLogs/, 'what the web ACL decided (NIST, PCI)'),
  because('AWS::IAM::Role', /(Processor|Api|Maintenance)\/Role/, 'one for each function, with its rights alone'),
  because('AWS::IAM::Role', /AccountLogging\/Role/, 'of the function that sets the account\'s logging role'),
  because('AWS::IAM::Role', /CustomResourceProvider/, 'of the function that empties the bucket'),
  because('AWS::IAM::Role', /Replication\/Role/, 'by which S3 copies, from this bucket to that one'),
  because('AWS::IAM::Role', /Backup\/Role/, 'by which AWS Backup reads this table'),
  because('AWS::IAM::Policy', /Role\/DefaultPolicy/, 'what the construct of the function grants: X-Ray, the dead-letter queue'),
  because('AWS::IAM::Policy', /(Processor|Api|Maintenance|AccountLogging|Continuation)\/Policy/, 'what we grant, beside the role, so that a role of another stack makes no cycle'),
  because('AWS::IAM::ManagedPolicy', /./, 'the same, managed: the rule packs of the preset allow no inline policy'),
  because('AWS::ApiGateway::RestApi', /./, 'the API'),
  because('AWS::ApiGateway::Deployment', /./, 'a snapshot of its routes; a change of them makes another'),
  because('AWS::ApiGateway::Stage', /./, 'where it is called, throttled, traced and logged'),
  because('AWS::ApiGateway::Resource', /./, 'a segment of a path'),
  because('AWS::ApiGateway::Method', /./, 'a route; those of jobs only where jobs are run'),
  because('AWS::ApiGateway::RequestValidator', /./, 'API Gateway has one for bodies and one for parameters'),
  because('AWS::ApiGateway::Model', /./, 'the schema of a body, one for each route that takes one'),
  because('AWS::ApiGateway::GatewayResponse', /./, 'an error of the gateway\'s own as a problem with a status: its default texts name the caller\'s ARN'),
  because('AWS::ApiGateway::ClientCertificate', /./, 'by which a backend knows the gateway (NIST, PCI)'),
  because('Custom::ApiGatewayAccountLogging', /./, 'asks for the account\'s logging role before the stage needs it'),
  because('Custom::S3AutoDeleteObjects', /./, 'asks for the bucket to be emptied'),
  because('AWS::WAFv2::WebACL', /./, 'a rate for each address and AWS\'s managed rules (AwsSolutions-APIG3)'),
  because('AWS::WAFv2::WebACLAssociation', /./, 'puts the web ACL before the stage'),
  because('AWS::WAFv2::LoggingConfiguration', /./, 'logs what the web ACL decided (NIST, PCI)'),
  because('AWS::CloudWatch::Alarm', /Monitoring\//, 'a way in which the pipeline fails its users, each with a section of the runbook'),
  because('AWS::EC2::SecurityGroup', /Network\/SecurityGroup/, 'of the functions: nothing in, HTTPS out'),
  because('AWS::EC2::SecurityGroup', /Network\/EndpointSecurityGroup/, 'of the interface endpoints: from the functions alone'),
  because('AWS::EC2::SecurityGroupIngress', /./, 'lets the functions reach the interface endpoints'),
  because('AWS::EC2::VPCEndpoint', /Network\/(S3|DynamoDb)/, 'the way to the bucket and the table, which costs nothing'),
  because('AWS::EC2::VPCEndpoint', /Network\/Sqs/, 'the way to the queues; there is none other without the internet'),
];
