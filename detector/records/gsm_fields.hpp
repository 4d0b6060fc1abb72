#pragma once

/// \file
/// What a GSM cell broadcasts of itself, as the `broadcast` object of a record (docs/formats.md): one member
/// per kind of message that was heard ("si1", "si2bis", ...), then what they say together. Private to
/// detector/records.
///
/// A member that is not sent, or means nothing, is absent. Numbers are in the unit that their key names, or
/// the codes of TS 44.018 under the standard's name in lower case. Channel numbers rise. SI2ter and SI2quater
/// are arrays, an entry per instance of the present set.

#include "cell/gsm/system_information.hpp"
#include "detector/records/json_writer.hpp"

namespace cellwarden::records {

/// Writes the object's value; its key is the caller's.
void put_broadcast(JsonWriter& json, const gsm::SystemInformation& cell);

}  // namespace cellwarden::records
