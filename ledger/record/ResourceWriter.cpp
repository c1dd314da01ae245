// SPDX-FileCopyrightText: 2026 The Carnet authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/record/ResourceWriter.h"

#include <algorithm>

namespace carnet::record {

ResourceWriter::ResourceWriter()
{
    constexpr std::size_t kUsualSize = 1024;
    m_text.reserve(kUsualSize);
}

void ResourceWriter::separate()
{
    if (!m_text.empty() && m_text.back() != '{' && m_text.back() != '[' && m_text.back() != ':') {
        m_text += ',';
    }
}

void ResourceWriter::quoted(std::string_view value)
{
    const auto needsEscape = [](char c) {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    };
    m_text += '"';
    while (!value.empty()) {
        const auto plainEnd = std::find_if(value.begin(), value.end(), needsEscape);
        const auto plainSize = static_cast<std::size_t>(plainEnd - value.begin());
        m_text.append(value.substr(0, plainSize));
        value.remove_prefix(plainSize);
        if (!value.empty()) {
            escape(value.front());
            value.remove_prefix(1);
        }
    }
    m_text += '"';
}

void ResourceWriter::escape(char c)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    switch (c) {
    case '"': m_text += "\\\""; break;
    case '\\': m_text += "\\\\"; break;
    case '\n': m_text += "\\n"; break;
    case '\r': m_text += "\\r"; break;
    case '\t': m_text += "\\t"; break;
    default:
        m_text += "\\u00";
        m_text += kDigits[static_cast<unsigned char>(c) >> 4];
        m_text += kDigits[static_cast<unsigned char>(c) & 0x0F];
    }
}

void ResourceWriter::startMember(std::string_view name)
{
    separate();
    if (!name.empty()) {
        quoted(name);
        m_text += ':';
    }
}

ResourceWriter& ResourceWriter::open(std::string_view memberName, char bracket)
{
    startMember(memberName);
    m_text += bracket;
    return *this;
}

ResourceWriter& ResourceWriter::close(char bracket)
{
    m_text += bracket;
    return *this;
}

ResourceWriter& ResourceWriter::text(std::string_view memberName, std::string_view value)
{
    if (!value.empty()) {
        startMember(memberName);
        quoted(value);
    }
    return *this;
}

ResourceWriter& ResourceWriter::text(std::string_view value)
{
    return text({}, value);
}

ResourceWriter& ResourceWriter::number(std::string_view memberName, std::string_view digits)
{
    startMember(memberName);
    m_text += digits;
    return *this;
}

ResourceWriter& ResourceWriter::boolean(std::string_view memberName, bool value)
{
    return number(memberName, value ? "true" : "false");
}

ResourceWriter& ResourceWriter::reference(std::string_view memberName, std::string_view uuid,
                                          std::string_view display)
{
    startMember(memberName);
    m_text += "{\"reference\":\"urn:uuid:";
    m_text += uuid;
    m_text += '"';
    return text("display", display).closeObject();
}

ResourceWriter& ResourceWriter::coding(std::string_view system, std::string_view code,
                                       std::string_view display)
{
    return openObject().text("system", system).text("code", code).text("display", display).closeObject();
}

ResourceWriter& ResourceWriter::codeable(std::string_view memberName, std::string_view system,
                                         std::string_view code, std::string_view words)
{
    openObject(memberName);
    if (!code.empty()) {
        openArray("coding").coding(system, code).closeArray();
    }
    return text("text", words).closeObject();
}

ResourceWriter& ResourceWriter::members(ResourceWriter& other)
{
    const std::string text = other.take();
    if (!text.empty()) {
        separate();
        m_text += text;
    }
    return *this;
}

std::string ResourceWriter::take()
{
    std::string text;
    text.swap(m_text);
    return text;
}

} // namespace carnet::record
