using System.Buffers;
using System.Globalization;
using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// BOSH for clients that can do no more than load scripts from us (XEP-0252): a request is the query of a GET, its answer the call of a function.
/// Where it is not allowed, 404 tells them so.
/// </summary>
internal static class ScriptSyntax
{
    /// <summary>Whether the query of a GET is a body element, or begins like one.</summary>
    public static bool IsRequest(QueryString query)
        => query.Value is string text && (text.StartsWith("?%3C", StringComparison.OrdinalIgnoreCase) || text.StartsWith("?<", StringComparison.Ordinal));

    /// <summary>
    /// Whatever is on the way, and speaks HTTP/1.0 or later, shall keep neither request nor answer (XEP-0252, Security Considerations).
    /// </summary>
    public static void ForbidStorage(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-store, no-cache";
        headers.Pragma = "no-cache";
        headers.Expires = "Thu, 01 Jan 1970 00:00:00 GMT";
    }

    /// <summary>Reads the request. What is wrong with it, size included, is in the element.</summary>
    public static BodyElement Read(QueryString query, BoshLimits limits)
    {
        ReadOnlySpan<char> text = query.Value.AsSpan(1);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            int length = Unescape(text, buffer);
            if (length < 0)
            {
                return new BodyElement { Problem = "InvalidEscape" };
            }

            var xml = new XmlLimits(limits.MaxDepth, limits.MaxAttributes);
            BodyElement body = ScriptBody.Parse(buffer.AsSpan(0, Math.Min(length, limits.MaxBodySize)), xml, limits.MaxElements);
            if (length > limits.MaxBodySize)
            {
                body.Problem = "BodyTooLarge";
                body.ProblemOffset = limits.MaxBodySize;
            }

            return body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The bytes that a query stands for (RFC 3986, section 2.1). A plus is a plus.</summary>
    /// <returns>Their number; -1 when it is not escaped as it must be.</returns>
    private static int Unescape(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            int escape = text.IndexOf('%');
            int plain = escape < 0 ? text.Length : escape;
            if (Encoding.ASCII.GetBytes(text[..plain], bytes[length..]) != plain || text[..plain].ContainsAnyExceptInRange('\0', '\x7F'))
            {
                return -1;
            }

            length += plain;
            text = text[plain..];
            if (text.IsEmpty)
            {
                break;
            }

            if (text.Length < 3 || !byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length]))
            {
                return -1;
            }

            length++;
            text = text[3..];
        }

        return length;
    }
}
