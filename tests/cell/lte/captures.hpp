#pragma once

/// \file
/// RRC messages of laboratory and real LTE cells, where they are at hand: not committed, see the README of
/// ../shared/captures. Each of them says aloud as skipped when it is not there, and is then empty.

#include <string>
#include <vector>

#include "tests/cell/lte/tshark.hpp"

namespace cellwarden::lte::test {

struct NamedMessage {
  std::string name;
  bool is_paging{};
  Octets octets;
};

/// Hand-made messages, with names that tell what is in them.
[[nodiscard]] std::vector<NamedMessage> named_messages();
/// SystemInformationBlockType1 of real cells, with what another receiver read.
struct HeardSib1 {
  std::string recording, plmn, tac, cell;
  Octets octets;
};
[[nodiscard]] std::vector<HeardSib1> heard_sib1();
/// All broadcast transport blocks of a trace of a software base station's MAC layer.
[[nodiscard]] std::vector<Octets> traced_broadcasts();

[[nodiscard]] Octets octets_of(const std::string& hex);

}  // namespace cellwarden::lte::test
