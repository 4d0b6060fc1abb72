#include "dsp/gsm/common_control.hpp"
#include "tests/fuzz/gsm_message.hpp"

using namespace cellwarden::gsm;

// One block, with a place in the multiframe before it: counted or not, the counts agree with each other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  L2Block block{};
  block.fill(0x2B);
  std::copy_n(data + 1, std::min(size - 1, block.size()), block.begin());
  PagingCounts paging;
  AssignmentCounts assignments;
  const bool is_counted = count(block, data[0] % 10, paging, assignments);
  if (!is_counted) fuzz::require(paging == PagingCounts{} && assignments == AssignmentCounts{});
  fuzz::require(!kind_of(block) || !is_counted);
  fuzz::require(paging.requests() <= 1 && paging.named() <= 4);
  fuzz::require(paging.empty_count == (paging.requests() == 1 && paging.named() == 0 ? 1U : 0U));
  fuzz::require(assignments.immediate <= 2 && assignments.rejected <= 4);
  fuzz::require(assignments.hopping + assignments.single_frequency + assignments.packet ==
                assignments.immediate);
  return 0;
}
