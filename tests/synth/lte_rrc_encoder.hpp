#pragma once

/// \file
/// The twin of the readers in cell/lte/: LTE's broadcast messages to octets, written from the ASN.1 of
/// TS 36.331, and what tshark must see in them (PerWriter::shown).

#include <cstdint>
#include <vector>

#include "cell/lte/system_information.hpp"
#include "tests/synth/per_writer.hpp"

namespace cellwarden::synth {

/// BCCH-DL-SCH-Message. Fields that the reader does not keep are left out; UnreadBlock holds zeros.
[[nodiscard]] PerWriter write_bcch_dl_sch(const lte::BroadcastMessage& message);

/// One paging record. Its identity is made of nothing but `filler` bits and has no meaning.
struct PagedRecord {
  /// As the alternatives of PagingUE-Identity are numbered.
  enum class Kind : std::uint8_t { kSTmsi, kDigits, kNg5gSTmsi, kIRnti };
  Kind kind{};
  std::size_t digits = 15;  ///< of Kind::kDigits, 6…21
  std::uint64_t filler{};
  bool is_cs{};
};

/// A PCCH-Message as it is to be sent.
struct PagingPlan {
  std::vector<PagedRecord> records;
  bool system_info_modification{}, etws{}, cmas{}, eab{}, redistribution{}, edrx{}, non_3gpp{}, uac{};
  std::vector<bool> non_3gpp_records;  ///< Release 16's list
  std::vector<bool> voice_records;     ///< Release 17's
};
[[nodiscard]] PerWriter write_pcch(const PagingPlan& plan);

}  // namespace cellwarden::synth
