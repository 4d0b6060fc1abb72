#pragma once

/// \file
/// Counts what a cell's common control channel pages and assigns (TS 44.018, sections 9.1.18 to 9.1.20 and
/// 9.1.22 to 9.1.24): PAGING REQUEST types 1, 2 and 3, IMMEDIATE ASSIGNMENT, its EXTENDED and its REJECT
/// form.
///
/// Mobiles are counted by the kind of identity that names them. An identity is looked at for its kind where
/// it lies in the block, and nothing of the block is copied out. Rest octets are not read.

#include <cstddef>

#include "cell/gsm/cell_report.hpp"

namespace cellwarden::gsm {

/// Adds a decoded block to the counts, if it is one of these messages.
///
/// A mobile is named in PAGING REQUEST by a temporary identity, a permanent one or another; the type "no
/// identity" and a temporary identity of all ones name nobody. A mobile turned away twice in one reject is
/// one mobile: the message repeats itself to be full. The first of the two messages of a two-message packet
/// assignment assigns nothing yet. Nobody asked for a downlink packet assignment: it has neither cause nor
/// timing advance.
///
/// \param ccch_block  place in the 51-multiframe, 0…8; other values count as no place
/// \return false, with nothing counted, when it is none of them: a frame of a dedicated channel, another
///         message, or one whose pseudo length leaves out fields that it must have
bool count(const L2Block& block, std::size_t ccch_block, PagingCounts& paging,
           AssignmentCounts& assignments) noexcept;

}  // namespace cellwarden::gsm
