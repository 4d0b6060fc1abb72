#include "cell/lte/paging.hpp"

#include <array>

namespace cellwarden::lte {
namespace {

constexpr std::size_t kTemporary_bits = 40;  // what names a mobile for a while: 8 + 32
constexpr std::size_t kDigit_bits = 4;

// PagingUE-Identity: its kind is counted, its bits are skipped.
void count_identity(PerReader& in, PagingCounts& counts) {
  if (in.flag()) {  // of Release 15 or later, in an open type
    const std::size_t kind = in.small_number();
    in.open_type([](PerReader& part) { part.skip(part.left()); });
    ++(kind == 0 ? counts.ng_5g_s_tmsi_count : kind == 1 ? counts.i_rnti_count : counts.unknown_kind_records);
  } else if (in.flag()) {
    in.skip(kDigit_bits * in.integer<std::size_t>(6, 21));
    ++counts.imsi_count;
  } else {
    in.skip(kTemporary_bits);
    ++counts.s_tmsi_count;
  }
}

void count_record(PerReader& in, PagingCounts& counts) {
  const bool has_additions = in.flag();
  PagingCounts record;
  ++record.records;
  count_identity(in, record);
  ++(in.flag() ? record.cs_records : record.ps_records);
  const Additions additions(in, has_additions);
  if (!in.is_cut_short()) counts += record;
}

// SEQUENCE (SIZE (1..maxPageRec)) OF what is to be counted.
template <class Count>
void count_list(PerReader& in, PagingCounts& counts, Count count) {
  const auto records = in.integer<std::size_t>(1, 16);
  for (std::size_t i = 0; i < records && !in.is_cut_short(); ++i) count(in, counts);
}

void count_v1610(PerReader& in, PagingCounts& counts) {
  counts.non_3gpp_records += in.flag() ? 1U : 0U;
  static_cast<void>(in.flag());  // mt-EDT
}

void count_v1700(PerReader& in, PagingCounts& counts) {
  counts.voice_records += in.flag() ? 1U : 0U;
}

// Each of these reads one of the parts that are chained by nonCriticalExtension, and tells whether another
// follows.

bool read_release_8(PerReader& in, Paging& paging) {
  const bool has_records = in.flag();
  paging.has_system_info_modification = in.flag();
  paging.has_etws_indication = in.flag();
  const bool has_next = in.flag();
  if (has_records) count_list(in, paging.counts, count_record);
  return has_next;
}

bool read_v890(PerReader& in, Paging& /*paging*/) {
  const bool has_late_part = in.flag();
  const bool has_next = in.flag();
  if (has_late_part) in.skip_open_type();
  return has_next;
}

bool read_v920(PerReader& in, Paging& paging) {
  paging.has_cmas_indication = in.flag();
  return in.flag();
}

bool read_v1130(PerReader& in, Paging& paging) {
  paging.has_eab_param_modification = in.flag();
  return in.flag();
}

bool read_v1310(PerReader& in, Paging& paging) {
  paging.has_redistribution_indication = in.flag();
  paging.has_system_info_modification_edrx = in.flag();
  return in.flag();
}

bool read_v1530(PerReader& in, Paging& paging) {
  paging.is_non_3gpp_access = in.flag();
  return in.flag();
}

bool read_v1610(PerReader& in, Paging& paging) {
  const bool has_records = in.flag();
  paging.has_uac_param_modification = in.flag();
  const bool has_next = in.flag();
  if (has_records) count_list(in, paging.counts, count_v1610);
  return has_next;
}

bool read_v1700(PerReader& in, Paging& paging) {
  const bool has_records = in.flag();
  const bool has_next = in.flag();
  if (has_records) count_list(in, paging.counts, count_v1700);
  return has_next;
}

}  // namespace

PagingCounts& PagingCounts::operator+=(const PagingCounts& other) noexcept {
  messages += other.messages;
  records += other.records;
  s_tmsi_count += other.s_tmsi_count;
  imsi_count += other.imsi_count;
  ng_5g_s_tmsi_count += other.ng_5g_s_tmsi_count;
  i_rnti_count += other.i_rnti_count;
  unknown_kind_records += other.unknown_kind_records;
  ps_records += other.ps_records;
  cs_records += other.cs_records;
  non_3gpp_records += other.non_3gpp_records;
  voice_records += other.voice_records;
  return *this;
}

std::optional<Paging> parse_pcch(std::span<const std::uint8_t> octets) {
  constexpr std::array kParts{read_release_8, read_v890,  read_v920,  read_v1130,
                              read_v1310,     read_v1530, read_v1610, read_v1700};
  if (octets.empty()) return std::nullopt;
  PerReader in(octets);
  if (in.flag()) return std::nullopt;  // messageClassExtension
  Paging paging;
  paging.counts.messages = 1;
  for (const auto part : kParts) {
    if (in.is_cut_short() || !part(in, paging)) break;
  }
  paging.leftover = in.leftover();
  return paging;
}

}  // namespace cellwarden::lte
