#pragma once

/// \file
/// Random broadcast messages of every kind, as a base station might send them: all parts present and absent.

#include "cell/lte/system_information.hpp"
#include "tests/synth/lte_rrc_encoder.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden::lte::test {

[[nodiscard]] SystemInformationBlock1 make_sib1(synth::Random& random);
/// \param kind  0…13: an alternative of SystemInformationBlock
[[nodiscard]] SystemInformationBlock make_block(synth::Random& random, std::size_t kind);
inline constexpr std::size_t kMadeKinds = 14;
[[nodiscard]] synth::PagingPlan make_paging(synth::Random& random);

}  // namespace cellwarden::lte::test
