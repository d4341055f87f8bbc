import { IApiKey } from 'aws-cdk-lib/aws-apigateway';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** What may be said about the API key of a client. */
export interface ClientKeyOptions {
  /**
   * The tenant that the holder of the key belongs to. Goes with `Tenancy.apiKeys()`.
   *
   * @default - none: with tenants, the holder of the key sees nothing
   */
  readonly tenant?: string;
}

/** What may be said about an API key whose value is a secret's. */
export interface SecretKeyOptions extends ClientKeyOptions {
  /**
   * Field of the secret's JSON that holds the value: 20 to 128 characters.
   *
   * @default - the whole secret is the value
   */
  readonly field?: string;
}

/** The API key of one client. */
export class ClientKey {
  /**
   * A key whose value API Gateway makes up.
   *
   * @param name tells the keys of an API apart: letters, digits, hyphens and underscores
   */
  public static generated(name: string, options: ClientKeyOptions = {}): ClientKey {
    return new ClientKey({ name }, options.tenant);
  }

  /** A key that exists, such as `ApiKey.fromApiKeyId(...)`. It must not be in another usage plan of this API. */
  public static existing(key: IApiKey, options: ClientKeyOptions = {}): ClientKey {
    return new ClientKey({ key }, options.tenant);
  }

  /**
   * A key whose value is a secret's. CloudFormation reads it from Secrets Manager when it creates the key: the template holds a
   * reference to it, and a value that is rotated later needs another deployment with another key name.
   *
   * @param name tells the keys of an API apart: letters, digits, hyphens and underscores
   */
  public static fromSecret(name: string, secret: ISecret, options: SecretKeyOptions = {}): ClientKey {
    return new ClientKey({ name, secret, field: options.field }, options.tenant);
  }

  private constructor(
    /** @internal */
    public readonly _source: KeySource,
    /** @internal */
    public readonly _tenant: string | undefined,
  ) {}
}

/** Where a key comes from. */
type KeySource =
  | { readonly name: string; readonly secret?: ISecret; readonly field?: string }
  | { readonly name?: undefined; readonly key: IApiKey };
