#include "model/diga_schemas.h"

namespace imprint::diga {
namespace {

using json::Field;
using json::FieldKind;
using json::Schema;

constexpr std::string_view kIntegrationTypes[] = {"HTTP", "MCP"};
constexpr std::string_view kAuthTypes[] = {"NONE", "API_KEY"};
constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "DELETE", "PATCH"};
constexpr std::string_view kSimpleTypes[] = {"string", "integer", "number", "boolean"};
constexpr std::string_view kDataTypes[] = {"string", "integer", "number", "boolean", "object"};
constexpr std::string_view kValueSources[] = {"llm", "fixed", "dynamic"};
constexpr std::string_view kExecutionAudio[] = {"waiting_music", "typing"};
constexpr std::string_view kPreSpeech[] = {"auto", "force"};

constexpr Field kText{.name = "", .kind = FieldKind::kString};

constexpr Field Required(std::string_view name) {
  Field field = kText;
  field.name = name;
  field.required = true;
  return field;
}
// A string that may be null and is null when it is absent.
constexpr Field OptionalText(std::string_view name) {
  Field field = kText;
  field.name = name;
  field.nullable = true;
  field.fallback = "null";
  return field;
}
constexpr Field Choice(std::string_view name, std::span<const std::string_view> values,
                       bool required, std::string_view fallback = {}) {
  Field field;
  field.name = name;
  field.kind = FieldKind::kEnum;
  field.values = values;
  field.required = required;
  field.fallback = fallback;
  return field;
}
constexpr Field Flag(std::string_view name, std::string_view fallback) {
  Field field;
  field.name = name;
  field.kind = FieldKind::kBoolean;
  field.fallback = fallback;
  return field;
}
constexpr Field Map(std::string_view name) {
  Field field;
  field.name = name;
  field.kind = FieldKind::kStringMap;
  field.nullable = true;
  field.fallback = "null";
  return field;
}
constexpr Field ScalarOrNull(std::string_view name) {
  Field field;
  field.name = name;
  field.kind = FieldKind::kScalar;
  field.nullable = true;
  field.fallback = "null";
  return field;
}
constexpr Field ListOf(std::string_view name, const Schema* items, std::string_view fallback) {
  Field field;
  field.name = name;
  field.kind = FieldKind::kList;
  field.nullable = true;
  field.fallback = fallback;
  field.items = items;
  return field;
}

constexpr Field kQueryFields[] = {Required("name"),
                                  Choice("data_type", kSimpleTypes, true),
                                  OptionalText("description"),
                                  Flag("required", "true"),
                                  Choice("value_source", kValueSources, false, "\"llm\""),
                                  ScalarOrNull("fixed_value")};
constexpr Schema kQuery{kQueryFields};

constexpr Field kPathFields[] = {
    Required("name"), OptionalText("description"), Flag("required", "true"),
    Choice("value_source", kValueSources, false, "\"llm\""), OptionalText("fixed_value")};
constexpr Schema kPath{kPathFields};

extern const Schema kBody;
const Field kBodyFields[] = {Required("name"),
                             Choice("data_type", kDataTypes, true),
                             OptionalText("description"),
                             Flag("required", "true"),
                             Choice("value_source", kValueSources, false, "\"llm\""),
                             ScalarOrNull("fixed_value"),
                             ListOf("properties", &kBody, "null")};
const Schema kBody{kBodyFields};

constexpr Field Timeout(std::string_view fallback) {
  Field field;
  field.name = "timeout";
  field.kind = FieldKind::kInteger;
  field.nullable = true;
  field.fallback = fallback;
  return field;
}
constexpr Field Audio() {
  Field field = Choice("execution_audio", kExecutionAudio, false, "null");
  field.nullable = true;
  return field;
}
constexpr Field PreSpeech(bool nullable) {
  Field field = Choice("pre_speech", kPreSpeech, false, "\"auto\"");
  field.kind = FieldKind::kLiteral;
  field.nullable = nullable;
  return field;
}

const Field kCreateToolFields[] = {Required("name"),
                                   Required("description"),
                                   Required("endpoint_path"),
                                   ListOf("query", &kQuery, "[]"),
                                   ListOf("body", &kBody, "[]"),
                                   ListOf("path", &kPath, "[]"),
                                   Map("headers"),
                                   Choice("method", kMethods, true),
                                   Timeout("5"),
                                   Flag("approval_required", "false"),
                                   Audio(),
                                   PreSpeech(false)};

const Field kUpdateToolFields[] = {{.name = "name"},
                                   {.name = "description"},
                                   OptionalText("endpoint_path"),
                                   ListOf("query", &kQuery, "[]"),
                                   ListOf("body", &kBody, "[]"),
                                   ListOf("path", &kPath, "[]"),
                                   Map("headers"),
                                   Choice("method", kMethods, false),
                                   Timeout("5"),
                                   Flag("approval_required", "false"),
                                   Audio(),
                                   PreSpeech(true)};

constexpr Field kCreateIntegrationFields[] = {
    Required("name"),         OptionalText("description"),
    Required("base_url"),     Choice("integration_type", kIntegrationTypes, true),
    OptionalText("auth_key"), Map("headers")};

constexpr Field kUpdateIntegrationFields[] = {{.name = "name"},
                                              OptionalText("description"),
                                              {.name = "base_url"},
                                              OptionalText("auth_key"),
                                              Map("headers")};

constexpr Field kApprovalFields[] = {
    {.name = "tool_id", .kind = FieldKind::kUuid, .required = true},
    {.name = "approval_required", .kind = FieldKind::kBoolean, .required = true}};
constexpr Schema kApproval{kApprovalFields};
constexpr Field kToolApprovalsFields[] = {{.name = "tools",
                                           .kind = FieldKind::kList,
                                           .required = true,
                                           .items = &kApproval,
                                           .min_items = 1}};

constexpr Field kCopyFields[] = {
    OptionalText("name"),
    OptionalText("api_key"),
    OptionalText("base_url"),
    {.name = "variables", .kind = FieldKind::kAnyMap, .nullable = true, .fallback = "null"}};

const Field kTemplateContentFields[] = {Choice("integration_type", kIntegrationTypes, true),
                                        Required("base_url"),
                                        Choice("auth_type", kAuthTypes, false, "\"NONE\""),
                                        Map("headers"),
                                        OptionalText("description"),
                                        ListOf("tools", &kCreateTool, "[]")};

const Field kTemplateFields[] = {
    Required("name"),
    {.name = "language", .fallback = "\"es\""},
    OptionalText("description"),
    OptionalText("setup_guide_url"),
    {.name = "template", .kind = FieldKind::kObject, .required = true, .items = &kTemplateContent}};

constexpr Field kIntegrationFields[] = {Required("id"),
                                        Required("name"),
                                        OptionalText("description"),
                                        Required("base_url"),
                                        Choice("auth_type", kAuthTypes, true),
                                        Choice("integration_type", kIntegrationTypes, true),
                                        Map("headers")};

}  // namespace

const Schema kCreateIntegration{kCreateIntegrationFields};
const Schema kUpdateIntegration{kUpdateIntegrationFields};
const Schema kCreateTool{kCreateToolFields};
const Schema kUpdateTool{kUpdateToolFields};
const Schema kToolApprovals{kToolApprovalsFields};
const Schema kCopy{kCopyFields};
const Schema kTemplate{kTemplateFields};
const Schema kTemplateContent{kTemplateContentFields};
const Schema kIntegration{kIntegrationFields};

}  // namespace imprint::diga
