#!/bin/sh
# Deletes the stack, then what it kept because it holds data: sh delete.sh <stack> <bucket of the assets>
set -eu
stack=$1 bucket=$2
aws cloudformation delete-stack --stack-name "$stack"
aws cloudformation wait stack-delete-complete --stack-name "$stack"
node assets/cli/index.mjs retained --stack "$stack" --delete --yes
aws s3 rm --only-show-errors --recursive "s3://$bucket/"
