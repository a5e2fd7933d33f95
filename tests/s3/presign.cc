// presign RUN_KEY CONTENT_TYPE UNIX_SECONDS LIFETIME_SECONDS: prints the upload URL for the bucket
// in IMPRINT_TEST_S3, with the usual variables.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "blob/s3/s3_direct_uploads.h"

int main(int argc, char** argv) {
  using namespace imprint;
  const char* bucket = std::getenv("IMPRINT_TEST_S3");
  if (argc != 5 || bucket == nullptr) {
    std::fputs("IMPRINT_TEST_S3=s3://BUCKET presign RUN_KEY CONTENT_TYPE SECONDS LIFETIME\n",
               stderr);
    return 2;
  }
  const auto options = S3OptionsFrom(bucket, [](const char* name) { return std::getenv(name); });
  if (!options) {
    std::fprintf(stderr, "%s\n", options.error().message().c_str());
    return 1;
  }
  const S3DirectUploads uploads(*options);
  const std::chrono::seconds lifetime(std::atoll(argv[4]));
  const Time now = FromMillis(std::atoll(argv[3]) * 1000);
  std::puts(uploads.SignPut(argv[1], argv[2], now, lifetime).c_str());
}
