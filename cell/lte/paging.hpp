#pragma once

/// \file
/// PCCH-Message: counts of whom an LTE cell pages, never whom, and what it announces to all (TS 36.331,
/// sections 6.2.1 and 6.2.2, up to Release 17).
///
/// Identities are skipped bit by bit: no variable ever holds one, nor a part of one.

#include <cstdint>
#include <optional>
#include <span>

#include "cell/lte/per_reader.hpp"

namespace cellwarden::lte {

/// Records by the kind of identity and by core network domain; sums over any number of messages.
struct PagingCounts {
  std::uint32_t messages{};
  std::uint32_t records{};
  std::uint32_t s_tmsi_count{};
  std::uint32_t imsi_count{};
  std::uint32_t ng_5g_s_tmsi_count{};
  std::uint32_t i_rnti_count{};          ///< fullI-RNTI: an inactive mobile's
  std::uint32_t unknown_kind_records{};  ///< of a later release
  std::uint32_t ps_records{}, cs_records{};
  std::uint32_t non_3gpp_records{};  ///< accessType: Release 16
  std::uint32_t voice_records{};     ///< pagingCause: Release 17

  PagingCounts& operator+=(const PagingCounts& other) noexcept;
  bool operator==(const PagingCounts&) const = default;
};

struct Paging {
  PagingCounts counts;
  bool has_system_info_modification{};
  bool has_etws_indication{};
  bool has_cmas_indication{};
  bool has_eab_param_modification{};
  bool has_redistribution_indication{};
  bool has_system_info_modification_edrx{};
  bool is_non_3gpp_access{};  ///< Release 15, of the message
  bool has_uac_param_modification{};
  Leftover leftover;
  bool operator==(const Paging&) const = default;
};

/// \return nothing for no octets at all, or a message class of a later release
[[nodiscard]] std::optional<Paging> parse_pcch(std::span<const std::uint8_t> octets);

}  // namespace cellwarden::lte
