"""
The released template of serverless-ingest-api, deployed by Pulumi: a bucket for its assets, the assets, and the
CloudFormation stack that is made of them. What one may want otherwise is in Pulumi.<stack>.yaml.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

OUTPUTS = ["ApiEndpoint", "BucketName", "TableName", "QueueUrl", "DeadLetterQueueUrl", "IngestFunctionName", "ApiFunctionName"]
MINUTES_TO_DEPLOY = 30


class Release:
    """The template and its assets, as `npm run -s release-template` writes them into a folder."""

    def __init__(self, folder: Path) -> None:
        try:
            manifest = json.loads((folder / "manifest.json").read_text())
            self.text = (folder / manifest["template"]).read_text()
        except OSError as error:
            raise pulumi.RunError(f"there is no release in {folder} ({error.strerror}): run npm run -s release-template") from error
        self.template = json.loads(self.text)
        self.prefix: str = manifest["prefix"]
        self.assets = [folder / "assets" / name for name in manifest["assets"]]

    def parameters(self, given: dict[str, Any]) -> dict[str, str]:
        """What was configured, as CloudFormation takes it. A name that the template does not have would else fail after the uploads."""
        known = sorted(self.template["Parameters"].keys() - {"AssetBucket", "AssetPrefix"})
        for name in given:
            if name not in known:
                raise pulumi.RunError(f"tap:parameters has {name}, which the template does not: take some of {', '.join(known)}")
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}

    def output(self, name: str) -> str:
        """The logical id of an output: a path before its name, a hash behind."""
        found = [logical_id for logical_id in self.template["Outputs"] if re.fullmatch(f"Ingest{name}[0-9A-F]{{8}}", logical_id)]
        if not found:
            raise pulumi.RunError(f"the template has no output {name}: take a release of this version")
        return found[0]


class TapStack(pulumi.ComponentResource):
    """Bucket, assets and stack. A stack whose creation fails goes by itself, so that the next `pulumi up` can begin anew."""

    def __init__(self, name: str, release: Release, parameters: dict[str, Any], opts: pulumi.ResourceOptions) -> None:
        super().__init__("tap:index:TapStack", name, None, opts)
        checked = release.parameters(parameters)
        mine = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(f"{name}-assets", force_destroy=True, opts=mine)
        closed = aws.s3.BucketPublicAccessBlock(
            f"{name}-assets-are-private",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=mine,
        )

        def upload(key: str, **content: Any) -> aws.s3.BucketObjectv2:
            opts = pulumi.ResourceOptions(parent=self, depends_on=[closed])
            return aws.s3.BucketObjectv2(f"{name}-{key}", bucket=bucket.id, key=f"{release.prefix}{key}", opts=opts, **content)

        assets = [upload(asset.name, source=pulumi.FileAsset(str(asset))) for asset in release.assets]
        # Another template has another address, by which Pulumi sees that there is something to do.
        template = upload(f"template-{hashlib.sha256(release.text.encode()).hexdigest()[:16]}.json", content=release.text)
        self.stack = aws.cloudformation.Stack(
            name,
            template_url=pulumi.Output.concat("https://", bucket.bucket_regional_domain_name, "/", template.key),
            parameters={**checked, "AssetBucket": bucket.id, "AssetPrefix": release.prefix},
            capabilities=["CAPABILITY_IAM"],
            on_failure="DELETE",
            timeout_in_minutes=MINUTES_TO_DEPLOY,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[*assets, template],
                custom_timeouts=pulumi.CustomTimeouts(create=f"{MINUTES_TO_DEPLOY + 5}m", update=f"{MINUTES_TO_DEPLOY + 5}m"),
            ),
        )
        self.outputs = {output: self.stack.outputs[release.output(output)] for output in OUTPUTS}
        self.register_outputs(self.outputs)


def main() -> None:
    config = pulumi.Config()
    account = config.get("account")
    provider = aws.Provider(
        "aws",
        region=config.require("region"),
        allowed_account_ids=[account] if account else None,
        default_tags=aws.ProviderDefaultTagsArgs(tags=config.get_object("tags") or {}),
    )
    release = Release(Path(__file__).parent / config.require("release"))
    tap = TapStack("orders", release, config.get_object("parameters") or {}, pulumi.ResourceOptions(provider=provider))
    for name, value in tap.outputs.items():
        pulumi.export(name, value)


if __name__ == "__main__":
    main()
