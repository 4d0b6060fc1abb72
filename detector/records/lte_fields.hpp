#pragma once

/// \file
/// The LTE parts that observation logs and baselines share. Private to detector/records.

#include <optional>
#include <string_view>

#include "cell/observation.hpp"
#include "detector/records/json_fields.hpp"
#include "detector/records/json_writer.hpp"

namespace cellwarden::records {

[[nodiscard]] lte::Duplex take_duplex(Fields& fields);
[[nodiscard]] lte::CyclicPrefix take_cyclic_prefix(Fields& fields);
/// \param object  of the `mib` key, or null
[[nodiscard]] std::optional<lte::Mib> take_mib(Fields& fields, const nlohmann::json* object, bool with_sfn);
[[nodiscard]] std::optional<Time> take_time(Fields& fields, const char* key);

}  // namespace cellwarden::records
