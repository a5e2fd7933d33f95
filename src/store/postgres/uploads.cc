#include "store/postgres/uploads.h"

#include "store/sql/row_readers.h"

namespace imprint::postgres {

Result<std::optional<Upload>> FindUpload(Transaction& transaction, std::string_view run_key) {
  return transaction.QueryOne(
      "SELECT run_key, account, target, file_name, content_type, created, expires, blob, size, "
      "version FROM uploads WHERE run_key = $1",
      ReadUpload<Row>, run_key);
}

Result<std::vector<Upload>> ListAwaited(Transaction& transaction, TemplateId target) {
  return transaction.QueryAll(
      "SELECT run_key, account, target, file_name, content_type, created, expires, blob, size, "
      "version FROM uploads WHERE target = $1 AND blob IS NULL ORDER BY run_key",
      ReadUpload<Row>, target);
}

Status PutUpload(Transaction& transaction, const Upload& upload) {
  return transaction.Post(
      "INSERT INTO uploads (run_key, account, target, file_name, content_type, created, expires, "
      "blob, size, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
      "ON CONFLICT (run_key) DO UPDATE SET account = $2, target = $3, file_name = $4, "
      "content_type = $5, created = $6, expires = $7, blob = $8, size = $9, version = $10",
      upload.run_key, upload.account, upload.target, upload.file_name, upload.content_type,
      upload.created, upload.expires, upload.blob, upload.size, upload.version);
}

}  // namespace imprint::postgres
