#include "cell/lte/paging.hpp"
#include "tests/fuzz/lte_message.hpp"

using namespace cellwarden::lte;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span octets(data, size);
  const auto paging = parse_pcch(octets);
  fuzz::require(paging == parse_pcch(octets));
  fuzz::require(paging.has_value() == (size > 0 && data[0] < 0x80));
  if (!paging) return 0;
  const PagingCounts& counts = paging->counts;
  fuzz::require_bounded(paging->leftover, size);
  fuzz::require(counts.messages == 1 && counts.records <= 16);
  fuzz::require(counts.s_tmsi_count + counts.imsi_count + counts.ng_5g_s_tmsi_count + counts.i_rnti_count +
                    counts.unknown_kind_records ==
                counts.records);
  fuzz::require(counts.ps_records + counts.cs_records == counts.records);
  fuzz::require(counts.non_3gpp_records <= 16 && counts.voice_records <= 16);
  return 0;
}
