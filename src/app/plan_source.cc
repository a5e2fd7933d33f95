#include "app/plan_source.h"

#include "app/versions.h"

namespace imprint {

Result<PlanSource> LoadPlanSource(const Services& services, const PlanRequest& request) {
  PlanSource source;
  if (!request.from_template) {
    auto content = ContentOfUpload(services, request.account, request.run_key,
                                   AnswerForm::kDocuments, request.credentials_as_variables);
    if (!content) return Pass(content);
    source.content = std::move(*content);
    return source;
  }
  auto loaded = LoadVersion(services, request.account, *request.from_template, request.version);
  if (!loaded) return Pass(loaded);
  source.row = std::move(loaded->row);
  source.version = std::move(loaded->version.row);
  source.content = std::move(loaded->content);
  return source;
}

}  // namespace imprint
