using System.Buffers;
using System.IO.Pipelines;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Bosh.AspNetCore.Http;

/// <summary>Reads the body of an HTTP request, up to a limit.</summary>
internal static class RequestBody
{
    private static readonly string[] Codings = ["gzip", "x-gzip", "deflate", "br", "compress", "x-compress", "zstd"];

    /// <summary>Reads and parses the body. What is wrong with it, size included, is in the element.</summary>
    /// <returns>Null when the client has gone.</returns>
    public static async ValueTask<BodyElement?> ReadAsync(HttpContext context, BoshLimits limits)
    {
        if (HasCoding(context.Request.Headers.ContentEncoding))
        {
            return new BodyElement { Problem = "UnsupportedContentEncoding" };
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The limit that counts is ours, and it is answered in the language of the protocol.
            size.MaxRequestBodySize = null;
        }

        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(context.RequestAborted);
            }
            catch (BadHttpRequestException error)
            {
                return new BodyElement { Problem = error.StatusCode == StatusCodes.Status413PayloadTooLarge ? "BodyTooLarge" : "BodyUnreadable" };
            }
            catch (InvalidDataException)
            {
                // The app decompresses requests, and this one is not what it says.
                return new BodyElement { Problem = "BodyUnreadable" };
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                return null;
            }

            bool isTooLarge = result.Buffer.Length > limits.MaxBodySize;
            if (!isTooLarge && !result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return Parse(result.Buffer, limits, isTooLarge);
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }
    }

    /// <summary>Parses a body; of one that is too large, the beginning, which says whose it is.</summary>
    private static BodyElement Parse(in ReadOnlySequence<byte> buffer, BoshLimits limits, bool isTooLarge)
    {
        var xml = new XmlLimits(limits.MaxDepth, limits.MaxAttributes);
        int length = isTooLarge ? limits.MaxBodySize : (int)buffer.Length;
        byte[]? copy = buffer.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (copy is not null)
            {
                buffer.Slice(0, length).CopyTo(copy);
            }

            ReadOnlySpan<byte> text = copy is null ? buffer.FirstSpan[..length] : copy.AsSpan(0, length);
            BodyElement body = BodyParser.Parse(text, xml, limits.MaxElements);
            if (isTooLarge)
            {
                body.Problem = "BodyTooLarge";
                body.ProblemOffset = length;
            }

            return body;
        }
        finally
        {
            if (copy is not null)
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }
    }

    /// <summary>
    /// Whether the body is encoded. Not every Content-Encoding is a coding: libpurple puts its media type there.
    /// </summary>
    private static bool HasCoding(StringValues header)
    {
        foreach (string? value in header)
        {
            foreach (string token in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (Codings.Contains(token, StringComparer.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
