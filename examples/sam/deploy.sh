#!/bin/sh
# Deploys one environment by SAM CLI, as samconfig.toml says: sh deploy.sh <prod, staging or dev>
set -eu
environment=$1
example=$(cd "$(dirname "$0")" && pwd)
release=$(cd "${RELEASE:-dist/template}" && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
bucket=$(sed -n 's/^s3_bucket = "\(.*\)"/\1/p' "$example/samconfig.toml" | head -1)

node "$release/upload.mjs" --bucket "$bucket"
sed "s#../../dist/template#$release#" "$example/template.yaml" > "$build/template.yaml"
sam validate --lint --region "$AWS_REGION" --template-file "$build/template.yaml"
sam package --region "$AWS_REGION" --template-file "$build/template.yaml" --s3-bucket "$bucket" --s3-prefix "$environment-orders" \
  --output-template-file "$build/packaged.yaml"
# SAM CLI takes addresses of S3 alone for nested templates; an emulator has another one.
[ -z "${AWS_ENDPOINT_URL:-}" ] || sed -i "s#$AWS_ENDPOINT_URL/#https://s3.$AWS_REGION.amazonaws.com/#" "$build/packaged.yaml"
# shellcheck disable=SC2086 # options are words
sam deploy --config-file "$example/samconfig.toml" --config-env "$environment" --template-file "$build/packaged.yaml" ${DEPLOY_OPTIONS:-}
