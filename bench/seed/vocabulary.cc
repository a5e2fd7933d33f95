#include "bench/seed/vocabulary.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

namespace imprint::bench {
namespace {

constexpr std::size_t kRareNames = 20'000;

constexpr char kSmall[] =
    "the and to of for in from with a your is on by when all or into new each as";

constexpr char kOfIntegrations[] =
    "orders sync customers products invoices inventory payments shipments data items sales records "
    "accounts contacts fulfillment refunds leads tickets employees vendors prices updates returns "
    "export import flow automatically real time status warehouse billing purchase catalog "
    "financial "
    "reports journal entries deals opportunities campaigns users projects tasks subscriptions "
    "transactions credit memos tax currency locations stock levels tracking numbers channel "
    "marketplace listings settlements payouts bank reconciliation expenses payroll timesheets "
    "candidates onboarding assets quotes contracts renewals usage metrics events alerts messages "
    "documents files attachments folders backup archive schedule hourly daily batch webhook "
    "mapping "
    "custom fields lookup filter transform duplicate errors retry logging audit security roles "
    "permissions groups regions stores brands categories variants bundles kits serial lots "
    "manufacturing production materials suppliers freight carriers labels packing slips delivery "
    "routes surveys feedback reviews loyalty points coupons discounts promotions gifts cards "
    "donations members classes students courses grades patients appointments claims policies "
    "premiums properties leases tenants maintenance vehicles fleet fuel sensors devices energy "
    "meters readings weather forecast translation language voice calls transcripts";

constexpr char kApplications[] =
    "shopify netsuite salesforce ftp amazonmws hubspot magento bigcommerce zendesk quickbooks "
    "slack "
    "stripe square ebay walmart shipstation woocommerce jira servicenow workday adp bamboohr xero "
    "sage dynamics-365 acumatica oracle-erp sap-s4 snowflake bigquery redshift postgresql mysql "
    "mongodb mssql google-sheets google-drive dropbox box sharepoint onedrive outlook gmail twilio "
    "sendgrid mailchimp klaviyo marketo pardot eloqua intercom freshdesk gorgias front asana "
    "trello "
    "monday clickup notion airtable github gitlab bitbucket pagerduty datadog okta docusign "
    "concur expensify coupa ariba bill-com avalara taxjar fedex ups dhl usps shipbob 3pl-central";

constexpr char kLanguages[] = "es en pt fr de it nl ca";

std::vector<std::string> Split(const char* text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

std::vector<std::string> RareNames() {
  constexpr const char* kParts[] = {"ba",  "cor", "del", "fi", "gan", "hu",   "jol",
                                    "ka",  "lum", "mer", "no", "pra", "quen", "ri",
                                    "sol", "tu",  "vex", "wy", "xan", "zor"};
  Dice dice(17);
  std::set<std::string> known;
  std::vector<std::string> names;
  while (names.size() < kRareNames) {
    std::string name;
    for (std::size_t parts = 2 + dice.Below(3); parts > 0; --parts) {
      name += kParts[dice.Below(std::size(kParts))];
    }
    if (known.insert(name).second) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> Joined(std::vector<std::string> first,
                                const std::vector<std::string>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

ZipfWords::ZipfWords(std::vector<std::string> words) : words_(std::move(words)) {
  double sum = 0;
  for (std::size_t place = 1; place <= words_.size(); ++place) {
    up_to_.push_back(sum += 1.0 / static_cast<double>(place));
  }
}

const std::string& ZipfWords::Draw(Dice& dice) const {
  const double wanted = dice.Fraction() * up_to_.back();
  const auto place = std::upper_bound(up_to_.begin(), up_to_.end(), wanted) - up_to_.begin();
  return words_[std::min(static_cast<std::size_t>(place), words_.size() - 1)];
}

const Vocabulary& Words() {
  static const Vocabulary* const kWords = [] {
    const auto titles = Joined(Split(kOfIntegrations), RareNames());
    return new Vocabulary{ZipfWords(Joined(Split(kSmall), titles)), ZipfWords(titles),
                          ZipfWords(Split(kApplications)), ZipfWords(Split(kLanguages))};
  }();
  return *kWords;
}

}  // namespace imprint::bench
