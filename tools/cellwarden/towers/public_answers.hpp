#pragma once

/// \file
/// Answers to what is asked of country codes, networks and places: from files that come with the program or
/// are its user's, and the counts of a database where there is one.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "tools/cellwarden/command_line/command_line.hpp"
#include "tools/cellwarden/towers/asked_identity.hpp"
#include "tools/cellwarden/towers/code_output.hpp"
#include "tools/cellwarden/towers/open_towers.hpp"

namespace cellwarden::tools {

class PublicAnswers {
 public:
  /// Reads what these need. \param at_hand  without towers: networks are told without counts
  /// \return an error for files that are wrong, and for a place where there are no outlines
  [[nodiscard]] static Result<PublicAnswers> prepare(const std::vector<Asked>& all, TowersAtHand at_hand);

  /// Of one of them, as text or JSON.
  [[nodiscard]] std::string answer(const Asked& asked, OutputFormat format) const;

 private:
  explicit PublicAnswers(TowersAtHand at_hand) : at_hand_(std::move(at_hand)) {}
  [[nodiscard]] std::optional<KnownCells> known_of(const Plmn& plmn) const;

  TowersAtHand at_hand_;
  std::string own_tables_;  ///< the folder of the user's
  std::vector<config::NationalTableFile> tables_;
  std::shared_ptr<const geography::CountryOutlines> outlines_;
};

}  // namespace cellwarden::tools
