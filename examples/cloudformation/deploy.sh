#!/bin/sh
# Deploys the released template by the AWS CLI alone: sh deploy.sh <stack> <bucket for the assets> [Parameter=value ...]
set -eu
stack=$1 bucket=$2
shift 2
release=${RELEASE:-dist/template}
key=serverless-ingest-api/template.json
parameters=$(node -p "JSON.parse(fs.readFileSync('$(dirname "$0")/parameters.json')).join(' ')")

node "$release/upload.mjs" --bucket "$bucket"
aws s3 cp --only-show-errors "$release/template.json" "s3://$bucket/$key"
aws cloudformation validate-template --template-url "${AWS_ENDPOINT_URL:-https://s3.$AWS_REGION.amazonaws.com}/$bucket/$key" --output text --query Description
# shellcheck disable=SC2086 # one word for each parameter
aws cloudformation deploy --stack-name "$stack" --template-file "$release/template.json" --s3-bucket "$bucket" \
  --capabilities CAPABILITY_IAM CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset ${DEPLOY_OPTIONS:-} \
  --tags owner=data-platform --parameter-overrides AssetBucket="$bucket" $parameters "$@"
