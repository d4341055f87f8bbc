import { IRestApi, Method } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { stateReason } from '../compliance/scope-marker';
import { AccessConfig, DocsReaders } from '../contract';
import { fail } from '../private/imports';

/**
 * A page of documentation at `GET /docs`, made of the OpenAPI document: every operation, and what is needed to try it. One HTML page with
 * all that it needs in it, which loads nothing from anywhere. Synthesis writes it into the cloud assembly, too, as `<name>.docs.html`.
 */
export class ApiDocs {
  /**
   * Whoever may call the API may have the page. A browser that is just pointed at it sends neither a key nor a token nor a signature, so that
   * this is for `ApiAuth.none`, for proxies and clients that add them, and for saving the page to a file.
   */
  public static callers(): ApiDocs {
    return new ApiDocs(DocsReaders.CALLERS);
  }

  /**
   * Anyone who reaches the API may have the page, which holds nothing of the API: it asks its reader for an API key or a token and gets the document
   * with it, as any caller would. Not under IAM, whose signatures a page cannot make.
   *
   * @param reason why that is right for this API; it stands in the evidence of the compliance gate
   */
  public static anyone(reason: string): ApiDocs {
    if (!/\S/.test(reason)) throw new Error('ApiDocs.anyone takes a reason, and this one is empty: say in a sentence why anybody may have the page');
    return new ApiDocs(DocsReaders.ANYONE, reason);
  }

  private constructor(
    /** @internal */
    public readonly _readers: DocsReaders,
    private readonly reason?: string,
  ) {}

  /**
   * Whether the gateway asks nothing of who wants the page.
   *
   * @internal
   */
  public get _isOpen(): boolean {
    return this._readers === DocsReaders.ANYONE;
  }

  /**
   * Refuses a page that nobody could use.
   *
   * @internal
   */
  public _check(scope: IConstruct, { authorization: { kind }, apiKeyRequired }: AccessConfig): void {
    if (!this._isOpen) return;
    if (kind === 'iam') {
      fail(scope, 'docs is ApiDocs.anyone, and callers sign with IAM, which a page cannot: take ApiDocs.callers(), or open the file <name>.docs.html of the cloud assembly');
    }
    if (kind === 'none' && !apiKeyRequired) {
      fail(scope, 'docs is ApiDocs.anyone, and so is everything else of this API: take ApiDocs.callers(), which needs no reason');
    }
  }

  /**
   * Passes the reason on to the compliance gate, for the one method that it is about.
   *
   * @internal
   */
  public _stateReason(restApi: IRestApi): void {
    const method = restApi.root.resourceForPath('/docs').node.findChild('GET') as Method;
    if (this._isOpen) stateReason(method, ['AwsSolutions-APIG4', 'AwsSolutions-COG4'], `ApiDocs.anyone: ${this.reason}`);
  }
}
