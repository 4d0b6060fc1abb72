#pragma once

/// \file
/// Messages of real and laboratory GSM cells, where they are at hand.

#include <string>
#include <vector>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::gsm::test {

/// What a scanner of 2012 wrote of one cell, with the messages it heard.
struct CorpusCell {
  unsigned arfcn{}, lac{}, cell{};
  std::string provider;
  std::vector<unsigned> neighbours;
  std::vector<L2Block> blocks;
};

/// Nothing, said aloud as skipped, where the recordings are not there.
[[nodiscard]] std::vector<CorpusCell> corpus_cells();
/// Distinct blocks of a laboratory base station; `name` is "legit" or "rogue".
[[nodiscard]] std::vector<L2Block> laboratory_blocks(const std::string& name);

/// 23 octets written as hexadecimal digits.
[[nodiscard]] L2Block block_of(const std::string& hex);

}  // namespace cellwarden::gsm::test
