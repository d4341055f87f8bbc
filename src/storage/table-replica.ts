/** A copy of the table in another region. Readers may read there; files are ingested in the stack's region alone. */
export interface TableReplica {
  /** The region, such as `eu-west-1`. */
  readonly region: string;

  /**
   * ARN of a customer-managed key in that region; needed where the table has one.
   *
   * @default - the AWS-managed key `alias/aws/dynamodb`
   */
  readonly encryptionKeyArn?: string;
}
