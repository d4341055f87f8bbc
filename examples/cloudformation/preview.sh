#!/bin/sh
# Lists what deploy.sh would change, without changing it: sh preview.sh <stack> <bucket for the assets> [Parameter=value ...]
set -eu
stack=$1
DEPLOY_OPTIONS=--no-execute-changeset sh "$(dirname "$0")/deploy.sh" "$@" >&2
name=$(aws cloudformation list-change-sets --stack-name "$stack" --query 'sort_by(Summaries, &CreationTime)[-1].ChangeSetName' --output text)
aws cloudformation describe-change-set --stack-name "$stack" --change-set-name "$name" --output text \
  --query 'Changes[].ResourceChange.[Action, Replacement, ResourceType, LogicalResourceId]'
aws cloudformation delete-change-set --stack-name "$stack" --change-set-name "$name"
