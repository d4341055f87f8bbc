#!/bin/sh
# Deletes one environment, then what it kept because it holds data: sh delete.sh <prod, staging or dev>
set -eu
stack=$1-orders
bucket=$(sed -n 's/^s3_bucket = "\(.*\)"/\1/p' "$(dirname "$0")/samconfig.toml" | head -1)
aws cloudformation delete-stack --stack-name "$stack"
aws cloudformation wait stack-delete-complete --stack-name "$stack"
node assets/cli/index.mjs retained --stack "$stack" --delete --yes
# The assets of the release stay: the other environments share them.
aws s3 rm --only-show-errors --recursive "s3://$bucket/$stack/"
