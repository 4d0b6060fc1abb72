#include "detector/rules/network_rules.hpp"

#include <algorithm>

#include "detector/rules/fire.hpp"
#include "detector/rules/network_codes.hpp"

namespace cellwarden::detector {
namespace {

std::string three_digits(std::uint16_t mcc) {
  const std::string text = std::to_string(mcc);
  constexpr std::size_t kDigits = 3;
  return std::string(kDigits - std::min(kDigits, text.size()), '0') + text;
}

bool is_at_home(std::uint16_t mcc, const Site& site) {
  const auto country = country_of(mcc);
  return std::ranges::any_of(site.countries, [&](std::uint16_t home) {
    return home == mcc || (country && country == country_of(home));
  });
}

std::string home_text(const Site& site) {
  std::string text;
  for (const std::uint16_t mcc : site.countries) text += (text.empty() ? "" : ", ") + code_text(mcc);
  return text;
}

Outcome judge(const RuleContext& context, const std::optional<Plmn>& plmn) {
  if (!plmn) {
    return fire(1.0, "a network code with nibbles that are no digits", "decimal digits",
                "TS 24.008, section 10.5.1.3",
                "The network it claims to belong to is no number that a network can have.");
  }
  if (is_test_network(*plmn) || is_shared_code(plmn->mcc)) return pass();  // ID02 sees to the former
  if (!country_of(plmn->mcc)) {
    return fire(1.0, to_string(*plmn), "a country code that is assigned", std::string(kCountryCodesDate),
                "It claims the country code " + three_digits(plmn->mcc) + ", which no country has.");
  }
  if (context.site == nullptr || context.site->countries.empty()) {
    return not_evaluated(
        "the configuration does not say which countries' networks may be heard here "
        "(networks.countries)");
  }
  if (is_at_home(plmn->mcc, *context.site)) return pass();
  return fire(1.0, to_string(*plmn) + ", " + code_text(plmn->mcc), home_text(*context.site),
              "the configuration's networks.countries",
              "It claims to be of " + std::string(*country_of(plmn->mcc)) +
                  ", whose networks are not expected here.");
}

}  // namespace

std::string code_text(std::uint16_t mcc) {
  const auto country = country_of(mcc);
  return three_digits(mcc) + (country ? " (" + std::string(*country) + ")" : std::string());
}

Outcome judge_networks(const RuleContext& context, std::span<const std::optional<Plmn>> networks) {
  std::optional<Outcome> worst;
  for (const auto& plmn : networks) {
    Outcome outcome = judge(context, plmn);
    if (outcome.verdict == Verdict::kPass) return outcome;
    if (!worst || outcome.verdict == Verdict::kNotEvaluated) worst = std::move(outcome);
  }
  return worst ? std::move(*worst) : pass();
}

}  // namespace cellwarden::detector
