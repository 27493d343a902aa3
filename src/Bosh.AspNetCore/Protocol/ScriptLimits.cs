using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>What is taken at most of the content of a session in Script Syntax.</summary>
/// <param name="Xml">The limits of the tokenizer.</param>
/// <param name="MaxElements">The elements that become whole with one request.</param>
/// <param name="MaxSize">The bytes of an element that is not whole yet.</param>
internal sealed record ScriptLimits(XmlLimits Xml, int MaxElements, int MaxSize);
