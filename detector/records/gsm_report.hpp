#pragma once

/// \file
/// What one dwell heard of a GSM cell, in an `observation` record and out of it (docs/formats.md). Private to
/// detector/records.
///
/// Reading back takes system information messages only: a paging message, which names subscribers, is
/// refused even where a foreign log holds one.

#include "cell/observation.hpp"
#include "detector/records/json_fields.hpp"
#include "detector/records/json_writer.hpp"

namespace cellwarden::records {

void put_gsm_report(JsonWriter& json, const gsm::CellReport& report);
[[nodiscard]] gsm::CellReport take_gsm_report(Fields& fields);

}  // namespace cellwarden::records
