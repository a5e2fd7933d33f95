#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace imprint {

/// Memory, processor time, open files and start of this process as they are now, under the names
/// that Prometheus' own clients use. What the system does not tell is left out.
std::vector<prometheus::MetricFamily> ProcessMetrics();

/// One family with one value and no labels.
prometheus::MetricFamily SingleValue(const std::string& name, const std::string& help,
                                     prometheus::MetricType type, double value);

}  // namespace imprint
