#!/usr/bin/python3
"""Holds the server's upload URLs against those of boto3, an independent signer.

    presign_check.py PRESIGN    the path of the built target `presign`

The same key, credentials, region, type, lifetime and moment must give the same URL, parameter by
parameter. Needs Debian's python3-boto3.
"""
import datetime
import os
import subprocess
import sys
import urllib.parse
from unittest import mock

import boto3
import botocore.auth
from botocore.config import Config

CASES = [
    # endpoint, region, bucket and prefix, run key, type, moment, lifetime, session token
    ("http://127.0.0.1:9000", "us-east-1", "house/pre", "run-key_1", "application/zip",
     1769850300, 600, ""),
    ("https://s3.example.com", "eu-central-1", "house", "run~key.2", "application/zip",
     1709251199, 3600, ""),
    ("https://s3.example.com:8443", "eu-central-1", "house/a/b", "odd key+/=&%", "text/x; charset=a",
     4102444800, 604800, ""),
    ("https://s3.example.com", "eu-central-1", "house", "key", "application/zip", 1769850300, 1,
     "token/with+signs=="),
    ("", "eu-west-3", "house/pre", "key", "application/zip", 1769850300, 600, ""),
]
ACCESS_KEY = "AKIDEXAMPLE"
SECRET_KEY = "a/secret+key"


def ours(program, endpoint, region, place, key, content_type, moment, lifetime, token):
    environment = {
        "IMPRINT_TEST_S3": "s3://" + place, "AWS_ENDPOINT_URL_S3": endpoint, "AWS_REGION": region,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_SESSION_TOKEN": token, "PATH": os.environ["PATH"],
    }
    command = [program, key, content_type, str(moment), str(lifetime)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def boto3s(endpoint, region, place, key, content_type, moment, lifetime, token):
    bucket, _, prefix = place.partition("/")
    style = "path" if endpoint else "virtual"
    client = boto3.client(
        "s3", region_name=region, endpoint_url=endpoint or f"https://s3.{region}.amazonaws.com",
        aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY,
        aws_session_token=token or None,
        config=Config(signature_version="s3v4", s3={"addressing_style": style}))
    whole_key = (prefix + "/" if prefix else "") + "uploads/" + key
    with mock.patch.object(botocore.auth, "datetime") as clock:
        clock.datetime.utcnow.return_value = datetime.datetime.utcfromtimestamp(moment)
        return client.generate_presigned_url(
            "put_object", ExpiresIn=lifetime,
            Params={"Bucket": bucket, "Key": whole_key, "ContentType": content_type})


def parts(url):
    split = urllib.parse.urlsplit(url)
    return (split.scheme, split.netloc, split.path,
            sorted(urllib.parse.parse_qsl(split.query, keep_blank_values=True,
                                          strict_parsing=True)))


def main():
    wrong = 0
    for case in CASES:
        here, there = ours(sys.argv[1], *case), boto3s(*case)
        if parts(here) != parts(there):
            wrong += 1
            print(f"{case}:\n  ours  {here}\n  boto3 {there}")
    print(f"{len(CASES) - wrong} of {len(CASES)} URLs are the same")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
