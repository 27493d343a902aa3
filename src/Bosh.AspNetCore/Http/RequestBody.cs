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
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync(context.RequestAborted);
                if (result.Buffer.Length > limits.MaxBodySize)
                {
                    BodyElement start = Parse(result.Buffer.Slice(0, limits.MaxBodySize), limits);
                    start.Problem = "BodyTooLarge";
                    start.ProblemOffset = limits.MaxBodySize;
                    reader.AdvanceTo(result.Buffer.End);
                    return start;
                }

                if (result.IsCompleted)
                {
                    BodyElement body = Parse(result.Buffer, limits);
                    reader.AdvanceTo(result.Buffer.End);
                    return body;
                }

                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
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
    }

    private static BodyElement Parse(in ReadOnlySequence<byte> buffer, BoshLimits limits)
    {
        var xml = new XmlLimits(limits.MaxDepth, limits.MaxAttributes);
        if (buffer.IsSingleSegment)
        {
            return BodyParser.Parse(buffer.FirstSpan, xml, limits.MaxElements);
        }

        int length = (int)buffer.Length;
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        buffer.CopyTo(copy);
        BodyElement body = BodyParser.Parse(copy.AsSpan(0, length), xml, limits.MaxElements);
        ArrayPool<byte>.Shared.Return(copy);
        return body;
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
